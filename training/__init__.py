"""How the models that ship in the package are made. Not part of the package."""
