package io.diffrep.model;

import io.diffrep.image.Normalisation;
import io.diffrep.network.Architecture;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import java.io.Serializable;

/**
 * Everything about a model but its numbers: what {@code model.json} holds.
 *
 * @param architecture the networks and the shape of the images
 * @param normalisation standardisation of the pixels, by the training set
 * @param noise process and law of noise levels
 * @param objective parameterisation, weighting and penalties
 * @param engine name of the engine that trained it
 * @param seed what the initial weights and all randomness of the training were drawn from
 */
public record ModelSpecification(
    Architecture architecture,
    Normalisation normalisation,
    NoiseSettings noise,
    ObjectiveSettings objective,
    String engine,
    long seed)
    implements Serializable {}
