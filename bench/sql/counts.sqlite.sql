-- Statements by year.
SELECT json_object('data', json_object('timeline', json_object('periods', json_group_array(json_object(
    'from', y.year || '-01-01', 'to', y.year || '-12-31', 'count', y.counted) ORDER BY y.year))))
FROM (
    SELECT strftime('%Y', d.sort_day * 86400, 'unixepoch') AS year, sum(d.counted) AS counted
    FROM (SELECT sort_day, count(*) AS counted FROM statement WHERE holding <> 'REFERENCED' AND made IS NOT NULL GROUP BY sort_day) d
    GROUP BY 1
) y
