"""One function per question, and the publishing of its answer."""
