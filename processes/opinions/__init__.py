"""Opinion groups: short statements that people agree with, disagree with or pass, what unites them and what divides.

``groups`` computes, and knows neither database nor people; ``telling`` decides which counts may be told. Both follow
what the page of the method says.
"""
