#!/bin/sh
# Sends order.json, signed. Needs curl and openssl.
set -eu
api="${API:-http://localhost:3000/api/v1}"
source="${SOURCE:-webshop}"
secret="${SECRET:-whsec_…}"

body=$(cat "${1:-order.json}")
id="msg_$(openssl rand -hex 12)"
timestamp=$(date +%s)
key=$(printf '%s' "${secret#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
signature=$(printf '%s.%s.%s' "$id" "$timestamp" "$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)

answer=$(curl --silent --show-error --request POST "$api/sources/$source/orders" \
  --header 'content-type: application/json' \
  --header "webhook-id: $id" \
  --header "webhook-timestamp: $timestamp" \
  --header "webhook-signature: v1,$signature" \
  --data-binary "$body")
printf '%s\n' "$answer"
case "$answer" in
*'"refused":[]'*) ;;
*) echo 'Not accepted: the answer says why.' >&2 && exit 1 ;;
esac
