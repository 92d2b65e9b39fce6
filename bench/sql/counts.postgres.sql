-- Statements by year.
SELECT json_build_object('data', json_build_object('timeline', json_build_object('periods', coalesce(json_agg(json_build_object(
    'from', y.year || '-01-01', 'to', y.year || '-12-31', 'count', y.counted) ORDER BY y.year), '[]'))))::text
FROM (
    SELECT extract(year FROM date '1970-01-01' + d.sort_day)::int AS year, sum(d.counted)::bigint AS counted
    FROM (SELECT sort_day, count(*) AS counted FROM statement WHERE holding <> 'REFERENCED' AND made IS NOT NULL GROUP BY sort_day) d
    GROUP BY 1
) y
