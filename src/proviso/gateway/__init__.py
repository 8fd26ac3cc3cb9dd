"""The gateway: registered systems reach commercial models with the official SDKs; every byte is judged, both ways."""
