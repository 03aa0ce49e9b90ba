"""What requests may say: strict serializers, which also are the request half of the OpenAPI document."""
