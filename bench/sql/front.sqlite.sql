-- The newest twenty.
SELECT json_object('data', json_object('statements', json_object('nodes', json_group_array(json_object(
    'id', s.id, 'slug', s.slug, 'title', s.title, 'kind', s.kind,
    'made', CASE WHEN s.made IS NOT NULL THEN json_object('edtf', s.made) END,
    'publisher', (SELECT json_object('id', o.id, 'name', o.name) FROM organisation o WHERE o.id = s.publisher_id),
    'countries', (
        SELECT json_group_array(json_object('country', json_object('name', c.name, 'alpha2', c.alpha2)) ORDER BY c.id)
        FROM statement_country sc JOIN country c ON c.id = sc.country_id WHERE sc.statement_id = s.id),
    'speakers', (
        SELECT json_group_array(json_object('id', p.id, 'name', p.name) ORDER BY t.first)
        FROM (SELECT speaker_id, min(position) AS first FROM turn WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t
        JOIN person p ON p.id = t.speaker_id),
    'event', (SELECT json_object('id', e.id, 'name', e.name) FROM event e WHERE e.id = s.event_id)
) ORDER BY s.sort_day DESC, s.id DESC))))
FROM (SELECT * FROM statement WHERE holding <> 'REFERENCED' ORDER BY sort_day DESC, id DESC LIMIT 20) s
