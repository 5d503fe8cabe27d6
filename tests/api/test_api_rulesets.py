"""What the API says of the catalogue."""

import asyncio
import hashlib
import json
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
from starlette.types import ASGIApp

from servanda.api.app import create_app
from servanda.catalog import Catalog
X
