"""Twilio: webhooks verified, read and answered; calls and messages through its REST API."""
