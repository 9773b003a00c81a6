-- PostgreSQL only: an update that finds room in its page touches no index (see V1_1).
ALTER TABLE inventory.reservation SET (fillfactor = 45);
