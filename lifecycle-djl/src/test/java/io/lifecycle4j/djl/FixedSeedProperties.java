package io.lifecycle4j.djl;

import io.lifecycle4j.contract.properties.FixedSeedContract;

class FixedSeedProperties extends FixedSeedContract {}
