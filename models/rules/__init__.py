"""One rule, one file. Each opens with the rule in plain words and acts on the whole model once a week.

Rules read the state as it is when their stage begins. Where the order of people matters it is drawn anew each week.
"""
