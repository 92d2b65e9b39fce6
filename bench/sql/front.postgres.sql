-- The newest twenty.
SELECT json_build_object('data', json_build_object('statements', json_build_object('nodes', coalesce(json_agg(json_build_object(
    'id', s.id, 'slug', s.slug, 'title', s.title, 'kind', s.kind,
    'made', CASE WHEN s.made IS NOT NULL THEN json_build_object('edtf', s.made) END,
    'publisher', (SELECT json_build_object('id', o.id, 'name', o.name) FROM organisation o WHERE o.id = s.publisher_id),
    'countries', (
        SELECT coalesce(json_agg(json_build_object('country', (
            SELECT json_build_object('name', c.name, 'alpha2', c.alpha2) FROM country c WHERE c.id = sc.country_id))
            ORDER BY sc.country_id), '[]')
        FROM statement_country sc WHERE sc.statement_id = s.id),
    'speakers', (
        SELECT coalesce(json_agg((SELECT json_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = t.speaker_id)
            ORDER BY t.first), '[]')
        FROM (SELECT speaker_id, min(position) AS first FROM turn WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t),
    'event', (SELECT json_build_object('id', e.id, 'name', e.name) FROM event e WHERE e.id = s.event_id)
) ORDER BY s.sort_day DESC, s.id DESC), '[]'))))::text
FROM (SELECT * FROM statement WHERE holding <> 'REFERENCED' ORDER BY sort_day DESC, id DESC LIMIT 20) s
