"""Citizen oversight: observations, questions and reports of wrong data on commitments and their milestones.

The frame of what is asked for is the ground floor's (``participation.asks``); here is what commitments add: where one
asks, who answers by when, and who may not hide it.
"""
