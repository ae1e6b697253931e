"""Collection points: places with hours where officers write down what people hand in, with a connection or without."""
