-- Contacts that were removed, whether there were conversations with them or not.
SELECT contact_id, removed_ms AS at_ms, 'unknown' AS actor
FROM contacts
WHERE removed_ms IS NOT NULL
