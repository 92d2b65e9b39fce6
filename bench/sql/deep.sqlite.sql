-- A country's latest events, their statements, and who speaks in them. ?1: its code.
SELECT json_object('data', json_object('country', json_object('name', c.name, 'events', json_object('nodes', (
    SELECT json_group_array(json_object('name', e.name, 'starts', CASE WHEN e.starts IS NOT NULL THEN json_object('edtf', e.starts) END,
        'statements', json_object('nodes', (
            SELECT json_group_array(json_object('title', s.title,
                'made', CASE WHEN s.made IS NOT NULL THEN json_object('edtf', s.made) END,
                'speakers', (
                    SELECT json_group_array(json_object('name', p.name) ORDER BY t.first)
                    FROM (SELECT speaker_id, min(position) AS first FROM turn
                          WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t
                    JOIN person p ON p.id = t.speaker_id)) ORDER BY s.sort_day DESC, s.id DESC)
            FROM (SELECT * FROM statement WHERE event_id = e.id AND holding <> 'REFERENCED'
                  ORDER BY sort_day DESC, id DESC LIMIT 5) s))) ORDER BY e.sort_day DESC, e.id DESC)
    FROM (
        SELECT e.* FROM event e
        WHERE EXISTS (SELECT 1 FROM event_participant ep WHERE ep.country_id = c.id AND ep.event_id = e.id)
        ORDER BY e.sort_day DESC, e.id DESC LIMIT 5) e)))))
FROM country c WHERE c.alpha2 = ?1
