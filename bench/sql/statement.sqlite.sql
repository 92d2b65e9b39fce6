-- One statement with its links. ?1: its row.
SELECT json_object('data', json_object('statement', json_object(
    'id', s.id, 'slug', s.slug, 'title', s.title, 'kind', s.kind, 'holding', s.holding, 'language', s.language,
    'made', CASE WHEN s.made IS NOT NULL THEN json_object('edtf', s.made) END,
    'publisher', (SELECT json_object('id', o.id, 'name', o.name) FROM organisation o WHERE o.id = s.publisher_id),
    'speakers', (
        SELECT json_group_array(json_object('id', p.id, 'name', p.name) ORDER BY t.first)
        FROM (SELECT speaker_id, min(position) AS first FROM turn WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t
        JOIN person p ON p.id = t.speaker_id),
    'event', (
        SELECT json_object('id', e.id, 'name', e.name, 'kind', e.kind,
            'starts', CASE WHEN e.starts IS NOT NULL THEN json_object('edtf', e.starts) END)
        FROM event e WHERE e.id = s.event_id),
    'place', (SELECT json_object('id', p.id, 'name', p.name) FROM place p WHERE p.id = s.place_id),
    'topics', (
        SELECT json_group_array(json_object('id', t.id, 'label', t.label) ORDER BY t.id)
        FROM statement_topic st JOIN topic t ON t.id = st.topic_id WHERE st.statement_id = s.id),
    'countries', (
        SELECT json_group_array(json_object('resolution', sc.resolution,
            'country', json_object('id', c.id, 'name', c.name, 'alpha2', c.alpha2)) ORDER BY c.id)
        FROM statement_country sc JOIN country c ON c.id = sc.country_id WHERE sc.statement_id = s.id),
    'links', json_object('nodes', (
        SELECT json_group_array(json_object('kind', l.kind, 'target', json_object('id', o.id, 'title', o.title)) ORDER BY l.id)
        FROM (SELECT * FROM link WHERE source_id = s.id ORDER BY id LIMIT 20) l JOIN statement o ON o.id = l.target_id)),
    'linkedFrom', json_object('nodes', (
        SELECT json_group_array(json_object('kind', l.kind, 'source', json_object('id', o.id, 'title', o.title)) ORDER BY l.id)
        FROM (SELECT * FROM link WHERE target_id = s.id ORDER BY id LIMIT 20) l JOIN statement o ON o.id = l.source_id)),
    'turns', json_object('nodes', (
        SELECT json_group_array(json_object('id', t.id, 'position', t.position, 'kind', t.kind, 'label', t.label,
            'speaker', CASE WHEN p.id IS NOT NULL THEN json_object('id', p.id, 'name', p.name) END, 'text', x.text) ORDER BY t.position)
        FROM (SELECT * FROM turn WHERE statement_id = s.id ORDER BY position LIMIT 20) t
        JOIN turn_text x ON x.turn_id = t.id LEFT JOIN person p ON p.id = t.speaker_id)))))
FROM statement s WHERE s.id = ?1
