"""Tests of sharing copies and of a partner's window."""
