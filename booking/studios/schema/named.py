"""Names that registries know."""

from booking.studios.schema.types import Scalar, Spot, Type, show_words


class Registered(Type):
    """A name of a registry, which plugins may add to, or one of some others."""

    def __init__(self, registry, *others: str):
        self.registry, self.others = registry, others

    @property
    def allowed(self) -> str:
        return show_words(list(dict.fromkeys([*self.others, *self.registry.names()])))

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        known = scalar.text in self.others or scalar.text in self.registry
        return scalar.text if known else spot.refuse(self.allowed)
