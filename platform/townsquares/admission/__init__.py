"""Admission before work: who is answered when there is more to do than hands."""
