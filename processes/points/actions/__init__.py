"""Acts of collection points: places, officers and devices, captures."""
