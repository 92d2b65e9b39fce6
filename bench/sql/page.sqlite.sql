-- The page behind a cursor. ?1, ?2: the day and the row where the one before ends.
WITH page AS MATERIALIZED (
    SELECT * FROM statement WHERE holding <> 'REFERENCED' AND (sort_day, id) < (?1, ?2) ORDER BY sort_day DESC, id DESC LIMIT 21)
SELECT json_object('data', json_object('statements', json_object(
    'nodes', json_group_array(json_object('id', s.id, 'title', s.title, 'kind', s.kind,
        'made', CASE WHEN s.made IS NOT NULL THEN json_object('edtf', s.made) END,
        'publisher', (SELECT json_object('name', o.name) FROM organisation o WHERE o.id = s.publisher_id)
    ) ORDER BY s.sort_day DESC, s.id DESC),
    'pageInfo', json_object('hasNextPage', json(iif((SELECT count(*) FROM page) > 20, 'true', 'false'))))))
FROM (SELECT * FROM page LIMIT 20) s
