# The command in a container, of the wheels that `make dist` made, without extras.
# It writes where it is told and listens to nothing:
#   docker build -t contagion .
#   docker run --rm --network none --read-only --tmpfs /tmp --user "$(id -u)" -v "$PWD:/here" contagion run --out results
ARG BASE=docker.io/library/python:3.13-slim
FROM ${BASE}
ENV PATH=/venv/bin:$PATH HOME=/tmp LANG=C.UTF-8
COPY dist/*manylinux*.whl requirements.lock /dist/
RUN python3 -m venv /venv && \
    grep -oE '^[A-Za-z][^ ]*==[^\\]*' /dist/requirements.lock >/dist/versions.txt && \
    pip install --no-cache-dir --constraint /dist/versions.txt /dist/contagion*manylinux*"$(uname -m)"*.whl && \
    rm -r /dist
USER 10001
WORKDIR /here
ENTRYPOINT ["contagion"]
CMD ["--help"]
