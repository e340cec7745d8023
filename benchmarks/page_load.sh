#!/bin/bash
# Load on the page's API: wrk with 50 connections for 5 seconds on each list, facet, board and machine file, one after the other.
# A server must run (`instand serve`), with an account `chef`: page_load.sh PORT PASSWORD. Needs wrk, curl, python3.
PORT=$1; PW=$2; B=http://127.0.0.1:$PORT
rm -f /tmp/lj; curl -s -c /tmp/lj -o /dev/null -d "login=chef&password=$PW&next=/" $B/sign-in
C=$(awk '/instand_session/{print $7}' /tmp/lj); H="Cookie: instand_session=$C"
A=$B/api/v1
curl -s -H "$H" "$A/opportunities?limit=1" | python3 -c "import json,sys;d=json.load(sys.stdin);print('opportunities',d['total'])"
curl -s -H "$H" "$A/machines?limit=1" | python3 -c "import json,sys;d=json.load(sys.stdin);print('machines',d['total'])"
ID=$(curl -s -H "$H" "$A/machines?limit=1&trigger=contract-expiring" | python3 -c "import json,sys;print(json.load(sys.stdin)['items'][0]['id'])")
OP=$(curl -s -H "$H" "$A/opportunities?limit=1" | python3 -c "import json,sys;print(json.load(sys.stdin)['items'][0]['id'])")
for u in "/machines?limit=100" "/machines?limit=100&country=DE&contract=expired&sort=-value_eur" "/machines?limit=100&q=meier" "/machines/facets?country=AT" "/machines/map?country=IT" "/machines/$ID" "/machines/$ID/history" "/opportunities?limit=100&stage=new&country=AT" "/opportunities/board?limit=50" "/opportunities/facets?campaign=modernization" "/opportunities/$OP" "/triggers" "/today" "/search?q=huber" "/matches?limit=50"; do
 curl -s -o /dev/null -H "$H" "$A$u"
 R=$(wrk -t1 -c50 -d5s --latency -H "$H" "$A$u" 2>&1)
 echo "$u $(echo "$R" | awk '/50%/{a=$2}/99%/{b=$2}/Requests\/sec/{c=$2}/Non-2xx/{n=$0}END{print "median",a,"p99",b,"req/s",c,n}')"
done
