-- What people type is compared by the same keys as customers and products are (0004).
update orders set search_text = search_key(search_text);
