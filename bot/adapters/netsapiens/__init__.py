"""NetSapiens: everything the rest of the service need not know about it."""
