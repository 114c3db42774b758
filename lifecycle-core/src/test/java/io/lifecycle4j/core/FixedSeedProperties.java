package io.lifecycle4j.core;

import io.lifecycle4j.contract.properties.FixedSeedContract;

class FixedSeedProperties extends FixedSeedContract {}
