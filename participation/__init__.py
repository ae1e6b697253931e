"""The ground floor: mechanisms that every upper floor uses and that know none of them.

Nothing here may import processes, proposals, budgets or commitments. Upper floors register their kinds, notices and
datasets in ``apps.ready()``.
"""
