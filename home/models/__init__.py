from home.models.articles import ArticlePage
from home.models.contact import ContactPage
from home.models.home import HomePage
from home.models.standard import StandardPage

__all__ = ["ArticlePage", "ContactPage", "HomePage", "StandardPage"]
