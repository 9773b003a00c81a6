-- PostgreSQL only. A payment is opened, authorised and captured; an update that finds room in its page touches no index, and
-- a touched index page is a conflict with everybody who found a row by it.
ALTER TABLE payments.payment SET (fillfactor = 25);

ALTER TABLE payments.attempt SET (fillfactor = 30);

ALTER TABLE payments.operation SET (fillfactor = 35);
