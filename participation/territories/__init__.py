"""Territories: a tree with free levels, INEGI codes and outlines."""
