package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.AuditRecord;
import java.util.List;
import java.util.Optional;

/**
 * The content of an entry of the registry's journal.
 *
 * @param record the changes of models; empty if this library knows none of them
 * @param ofHome unknown changes that concern every model
 */
record RegistryEntry(Optional<AuditRecord> record, List<Obstacle> ofHome) {}
