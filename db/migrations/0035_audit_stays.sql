-- What is noted stays: rows were kept from UPDATE and DELETE already.
CREATE TRIGGER setting_changes_stay_whole BEFORE TRUNCATE ON "setting_changes" FOR EACH STATEMENT EXECUTE FUNCTION setting_changes_stay();
