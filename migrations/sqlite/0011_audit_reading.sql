-- Reading the trail by object, actor and time.
CREATE INDEX audit_events_object ON audit_events (object_kind, object_id);
CREATE INDEX audit_events_actor ON audit_events (actor);
CREATE INDEX audit_events_at ON audit_events (at);
