"""The vocabulary of the demonstration's profiles: fields, topics, and what people seek and offer."""

FIELDS = (
    "Health",
    "Earth and Environment",
    "Matter",
    "Energy",
    "Aeronautics, Space and Transport",
    "Information",
)
"""The six research fields of the Helmholtz Association."""

METHOD_TOPICS = (
    "segmentation",
    "time series",
    "uncertainty",
    "transformers",
    "surrogate models",
    "generative models",
    "learning with few labels",
    "graph networks",
    "transfer learning",
    "object detection",
    "reinforcement learning",
    "explainability",
    "self-supervised learning",
    "distribution shift",
    "Bayesian inference",
    "benchmarking",
    "inverse problems",
    "robustness",
    "anomaly detection",
    "pretraining",
    "weak supervision",
    "causal inference",
    "high-performance computing",
    "research software",
    "synthetic data",
    "calibration",
    "Gaussian processes",
    "active learning",
    "federated learning",
    "text mining",
    "normalising flows",
    "optimal control",
    "data assimilation",
    "diffusion models",
)
"""Methods, the more common ones first: people draw from the front more often."""

DOMAIN_TOPICS: dict[str, tuple[str, ...]] = {
    "Health": (
        "microscopy",
        "genomics",
        "medical imaging",
        "histology",
        "single-cell analysis",
        "proteomics",
        "RNA biology",
        "neuroscience",
        "cohort studies",
        "drug discovery",
    ),
    "Earth and Environment": (
        "climate extremes",
        "ocean modelling",
        "precipitation",
        "soil and groundwater",
        "sea ice",
        "vegetation",
        "biodiversity",
        "air quality",
    ),
    "Matter": (
        "materials science",
        "particle physics",
        "X-ray imaging",
        "neutron scattering",
        "accelerator operation",
        "laser plasma acceleration",
        "detector development",
        "astroparticle physics",
    ),
    "Energy": (
        "power grids",
        "batteries",
        "energy system modelling",
        "wind energy",
        "heat demand",
        "fusion",
        "solar energy",
        "hydrogen",
    ),
    "Aeronautics, Space and Transport": (
        "earth observation",
        "radar remote sensing",
        "drones",
        "urban mapping",
        "robotic grasping",
        "traffic",
        "aircraft structures",
        "space operations",
    ),
    "Information": (
        "supercomputing",
        "research data management",
        "human-computer interaction",
        "quantum computing",
        "neuromorphic computing",
        "privacy and security",
        "software engineering",
        "scientific visualisation",
    ),
}
"""What a field works on, the more common subjects first."""

TOPICS = METHOD_TOPICS + tuple(topic for topics in DOMAIN_TOPICS.values() for topic in topics)

SUPPLIES: dict[str, tuple[str, ...]] = {
    "Health": (
        "annotated microscopy images",
        "sequencing data",
        "clinical questions",
        "slides from several scanners",
    ),
    "Earth and Environment": ("station records", "climate simulations", "ship and buoy measurements"),
    "Matter": ("beamline data", "detector simulations", "beam time"),
    "Energy": ("load and demand series", "battery test data", "grid models"),
    "Aeronautics, Space and Transport": (
        "labelled satellite scenes",
        "radar time series",
        "a robot to test on",
    ),
    "Information": ("supercomputer time", "help with research data", "code review"),
}
"""What people of a field can bring to a collaboration besides a method."""

FAVOURS = (
    "a second annotator",
    "a mentor",
    "a reader for a first paper",
    "a thesis topic",
    "a co-organiser for a workshop",
    "teaching material",
)
"""What anybody may seek or offer."""

EXCHANGES = METHOD_TOPICS + tuple(item for items in SUPPLIES.values() for item in items) + FAVOURS
"""Everything that can stand under "I look for" and "I offer"."""

INTENTS = ("collaborators", "method", "job", "people")
"""The codes of "collaborators / a method / a job / just people" in the ready room."""
