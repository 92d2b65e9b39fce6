-- One statement with its links. $1: its row.
SELECT json_build_object('data', json_build_object('statement', json_build_object(
    'id', s.id, 'slug', s.slug, 'title', s.title, 'kind', s.kind, 'holding', s.holding, 'language', s.language,
    'made', CASE WHEN s.made IS NOT NULL THEN json_build_object('edtf', s.made) END,
    'publisher', (SELECT json_build_object('id', o.id, 'name', o.name) FROM organisation o WHERE o.id = s.publisher_id),
    'speakers', (
        SELECT coalesce(json_agg((SELECT json_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = t.speaker_id)
            ORDER BY t.first), '[]')
        FROM (SELECT speaker_id, min(position) AS first FROM turn WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t),
    'event', (
        SELECT json_build_object('id', e.id, 'name', e.name, 'kind', e.kind,
            'starts', CASE WHEN e.starts IS NOT NULL THEN json_build_object('edtf', e.starts) END)
        FROM event e WHERE e.id = s.event_id),
    'place', (SELECT json_build_object('id', p.id, 'name', p.name) FROM place p WHERE p.id = s.place_id),
    'topics', (
        SELECT coalesce(json_agg((SELECT json_build_object('id', t.id, 'label', t.label) FROM topic t WHERE t.id = st.topic_id)
            ORDER BY st.topic_id), '[]')
        FROM statement_topic st WHERE st.statement_id = s.id),
    'countries', (
        SELECT coalesce(json_agg(json_build_object('resolution', sc.resolution, 'country', (
            SELECT json_build_object('id', c.id, 'name', c.name, 'alpha2', c.alpha2) FROM country c WHERE c.id = sc.country_id))
            ORDER BY sc.country_id), '[]')
        FROM statement_country sc WHERE sc.statement_id = s.id),
    'links', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('kind', l.kind, 'target', (
            SELECT json_build_object('id', o.id, 'title', o.title) FROM statement o WHERE o.id = l.target_id)) ORDER BY l.id), '[]')
        FROM (SELECT * FROM link WHERE source_id = s.id ORDER BY id LIMIT 20) l)),
    'linkedFrom', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('kind', l.kind, 'source', (
            SELECT json_build_object('id', o.id, 'title', o.title) FROM statement o WHERE o.id = l.source_id)) ORDER BY l.id), '[]')
        FROM (SELECT * FROM link WHERE target_id = s.id ORDER BY id LIMIT 20) l)),
    'turns', json_build_object('nodes', (
        SELECT coalesce(json_agg(json_build_object('id', t.id, 'position', t.position, 'kind', t.kind, 'label', t.label,
            'speaker', (SELECT json_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = t.speaker_id),
            'text', (SELECT x.text FROM turn_text x WHERE x.turn_id = t.id)) ORDER BY t.position), '[]')
        FROM (SELECT * FROM turn WHERE statement_id = s.id ORDER BY position LIMIT 20) t)))))::text
FROM statement s WHERE s.id = $1
