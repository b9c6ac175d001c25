-- Who is erased is erased from what was typed about them, too: a reason may become the dash of what was erased, nothing else.
CREATE OR REPLACE FUNCTION stuck_decisions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.reason = '–' AND OLD.reason IS NOT NULL AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'stuck_decisions is append-only' USING ERRCODE = 'restrict_violation';
END $$;
