"""Consultations: questionnaires that people answer, as a survey or as a vote.

``answers`` cleans what is answered and ``tally`` counts it, both pure; one cleaning serves pages, API and capture.
"""
