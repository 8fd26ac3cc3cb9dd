"""Every act of the console as a call: who has a token does by a program what they may do on a page."""
