"""Bytes on the line: heads of requests, WebSocket frames, lines of events."""
