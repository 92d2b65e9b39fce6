-- The newest twenty of a kind that concern a country in some years. $1: its code; $2: the kind; $3, $4: the first and the last day.
SELECT json_build_object('data', json_build_object('statements', json_build_object('nodes', coalesce(json_agg(json_build_object(
    'id', s.id, 'title', s.title, 'kind', s.kind,
    'made', CASE WHEN s.made IS NOT NULL THEN json_build_object('edtf', s.made) END,
    'publisher', (SELECT json_build_object('name', o.name) FROM organisation o WHERE o.id = s.publisher_id),
    'countries', (
        SELECT coalesce(json_agg(json_build_object('country', (
            SELECT json_build_object('name', c.name) FROM country c WHERE c.id = sc.country_id)) ORDER BY sc.country_id), '[]')
        FROM statement_country sc WHERE sc.statement_id = s.id),
    'speakers', (
        SELECT coalesce(json_agg((SELECT json_build_object('name', p.name) FROM person p WHERE p.id = t.speaker_id) ORDER BY t.first), '[]')
        FROM (SELECT speaker_id, min(position) AS first FROM turn WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t)
) ORDER BY s.sort_day DESC, s.id DESC), '[]'))))::text
FROM (
    SELECT s.* FROM statement s
    WHERE s.kind = $2 AND s.sort_day BETWEEN $3 AND $4 AND s.made_earliest >= $3 AND s.made_latest <= $4 AND s.holding <> 'REFERENCED'
      AND EXISTS (
        SELECT 1 FROM statement_country sc
        WHERE sc.statement_id = s.id AND sc.country_id = (SELECT id FROM country WHERE alpha2 = $1))
    ORDER BY s.sort_day DESC, s.id DESC LIMIT 20
) s
