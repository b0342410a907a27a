"""The service for programs: JSON under /api/v1, described by OpenAPI, errors as RFC 9457 says."""
