"""The names model: gazetteer, training, out-of-fold figures. `python -m training.names --data DIR --out DIR`."""
