"""Co-creation: what people contribute, the clusters that it is put into, and the answer that each of them gets."""
