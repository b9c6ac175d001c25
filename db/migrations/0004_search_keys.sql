create extension if not exists unaccent;
--> statement-breakpoint
-- Text as searches compare it: lower-case letters and digits of ASCII, words apart by one space; accents, apostrophes
-- and signs are gone. Hangul is spelled by its letters (김 as "gim") and any other script by codes, since pg_trgm sees
-- only ASCII in a database without a locale: show_trgm('김민준') is empty there. A letter of another alphabet becomes
-- two characters, an ideograph a word of its own. Stored keys depend on it: changed only together with all of them.
create function search_key(written text) returns text
language plpgsql immutable strict parallel safe
as $$
declare
  signs constant text := '0123456789abcdefghijklmnopqrstuvwxyz';
  folded text := lower(public.unaccent('public.unaccent', normalize(written, NFKC)));
  spelled text := '';
  letter text;
  code int;
begin
  if folded ~ '[^\x01-\x7f]' then
    folded := regexp_replace(normalize(folded, NFKD), U&'[\0300-\036F\3099\309A\110B]', '', 'g');
    folded := translate(
      folded,
      U&'\1100\1101\1102\1103\1104\1105\1106\1107\1108\1109\110A\110C\110D\110E\110F\1110\1111\1112\1161\1162\1163\1164\1165\1166\1167\1168\1169\116A\116B\116C\116D\116E\116F\1170\1171\1172\1173\1174\1175\11A8\11A9\11AA\11AB\11AC\11AD\11AE\11AF\11B0\11B1\11B2\11B3\11B4\11B5\11B6\11B7\11B8\11B9\11BA\11BB\11BC\11BD\11BE\11BF\11C0\11C1\11C2\2018\2019',
      'ggnddrmbbssjjcktphae123e42o5667u86v9wyikkknnntllllllllmpptt0ttktpt'''''
    );
    foreach letter in array regexp_split_to_array(folded, '') loop
      code := ascii(letter);
      spelled := spelled || case
        when code < 128 then letter
        when code < 11904 then substr(signs, code % 36 + 1, 1) || substr(signs, code / 36 % 36 + 1, 1)
        else ' ' || substr(signs, code % 36 + 1, 1) || substr(signs, code / 36 % 36 + 1, 1)
          || substr(signs, code / 1296 % 36 + 1, 1) || ' '
      end;
    end loop;
    folded := spelled;
  end if;
  return btrim(regexp_replace(translate(folded, '''`', ''), '[^a-z0-9]+', ' ', 'g'));
end
$$;
