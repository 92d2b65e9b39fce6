-- The page behind a cursor. $1, $2: the day and the row where the one before ends.
WITH page AS MATERIALIZED (
    SELECT * FROM statement WHERE holding <> 'REFERENCED' AND (sort_day, id) < ($1, $2) ORDER BY sort_day DESC, id DESC LIMIT 21)
SELECT json_build_object('data', json_build_object('statements', json_build_object(
    'nodes', coalesce(json_agg(json_build_object('id', s.id, 'title', s.title, 'kind', s.kind,
        'made', CASE WHEN s.made IS NOT NULL THEN json_build_object('edtf', s.made) END,
        'publisher', (SELECT json_build_object('name', o.name) FROM organisation o WHERE o.id = s.publisher_id)
    ) ORDER BY s.sort_day DESC, s.id DESC), '[]'),
    'pageInfo', json_build_object('hasNextPage', (SELECT count(*) FROM page) > 20))))::text
FROM (SELECT * FROM page LIMIT 20) s
