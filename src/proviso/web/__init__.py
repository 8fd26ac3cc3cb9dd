"""The workspace and the console: pages that work without JavaScript, for keyboard and screen reader first."""
