"""SCIM 2.0 (RFC 7643, RFC 7644) before our own directory. It needs the optional packages of `proviso[scim]`."""
