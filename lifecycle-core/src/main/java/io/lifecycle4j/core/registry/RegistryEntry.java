package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import java.util.List;
import java.util.Optional;

/**
 * What an entry of the registry's journal says.
 *
 * @param record what happened to models; empty if nothing did that this library knows of
 * @param ofHome what it does not know and what is about every model
 */
record RegistryEntry(Optional<AuditRecord> record, List<Obstacle> ofHome) {}
