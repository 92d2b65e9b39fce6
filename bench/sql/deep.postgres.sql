-- A country's latest events, their statements, and who speaks in them. $1: its code.
SELECT json_build_object('data', json_build_object('country', json_build_object('name', c.name, 'events', json_build_object('nodes', (
    SELECT coalesce(json_agg(json_build_object('name', e.name,
        'starts', CASE WHEN e.starts IS NOT NULL THEN json_build_object('edtf', e.starts) END,
        'statements', json_build_object('nodes', (
            SELECT coalesce(json_agg(json_build_object('title', s.title,
                'made', CASE WHEN s.made IS NOT NULL THEN json_build_object('edtf', s.made) END,
                'speakers', (
                    SELECT coalesce(json_agg((SELECT json_build_object('name', p.name) FROM person p WHERE p.id = t.speaker_id)
                        ORDER BY t.first), '[]')
                    FROM (SELECT speaker_id, min(position) AS first FROM turn
                          WHERE statement_id = s.id AND speaker_id IS NOT NULL GROUP BY 1) t)) ORDER BY s.sort_day DESC, s.id DESC), '[]')
            FROM (SELECT * FROM statement WHERE event_id = e.id AND holding <> 'REFERENCED'
                  ORDER BY sort_day DESC, id DESC LIMIT 5) s))) ORDER BY e.sort_day DESC, e.id DESC), '[]')
    FROM (
        SELECT e.* FROM event e
        WHERE EXISTS (SELECT 1 FROM event_participant ep WHERE ep.country_id = c.id AND ep.event_id = e.id)
        ORDER BY e.sort_day DESC, e.id DESC LIMIT 5) e)))))::text
FROM country c WHERE c.alpha2 = $1
